/** Browser events as the value of `HX-Trigger`, by name with their details. Headers carry ASCII, so other letters are escaped. */
export const triggersOf = (events: Record<string, object>) =>
  JSON.stringify(events).replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
