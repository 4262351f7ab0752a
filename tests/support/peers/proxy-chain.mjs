// proxy-chain as a peer of tests, under node: arguments are one JSON object.
import { Server } from 'proxy-chain'

const { address, port, username, password, tls } = JSON.parse(process.argv[2])

const server = new Server({
  host: address,
  port,
  ...(tls ? { serverType: 'https', httpsOptions: tls } : {}),
  prepareRequestFunction: (request) => ({
    localAddress: address,
    requestAuthentication: username !== null && (request.username !== username || request.password !== password),
  }),
})
server.on('tlsError', () => {})
await server.listen()
