import { Html } from '@elysiajs/html'

/** The address that the world sees a visitor by. */
export function WhatsMyIp({ ip, country }: { ip: string; country?: string | undefined }) {
  return (
    <section id="whatsmyip" class="card">
      <h1>Your address</h1>
      <p>
        <code safe>{ip}</code>
        {country ? <span safe> in {country}</span> : ''}
      </p>
    </section>
  )
}
