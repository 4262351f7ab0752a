import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Tests in a browser need one; elsewhere they are left out. */
export const hasChromium = existsSync(PATH)

/** A real browser without a window. Close it when done. */
export const startChromium = () => chromium.launch({ executablePath: PATH, args: ['--no-sandbox'] })
