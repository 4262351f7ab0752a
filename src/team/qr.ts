import { renderSVG } from 'uqr'

/** A text as a QR code: the address of an SVG image that holds itself, because an address of ours would hold the secret. */
export const qrImage = (text: string) =>
  `data:image/svg+xml;base64,${Buffer.from(renderSVG(text, { ecc: 'M', border: 4, pixelSize: 1 })).toString('base64')}`
