import { mkdirSync } from 'node:fs'
import { builtScript, builtStyles } from './assets/build.ts'

const FOLDER = 'views/assets/built'

mkdirSync(FOLDER, { recursive: true })
await Bun.write(`${FOLDER}/app.css`, await builtStyles())
await Bun.write(`${FOLDER}/ui.js`, await builtScript())
