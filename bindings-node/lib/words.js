/** Options as JSON that the core reads; the names within `input` are the caller's own. What is not given is left to the core, so its defaults are the only ones. */
export const asJson = (options) => JSON.stringify(options, (name, value) => (isPlain(value) && name !== 'input' ? renamed(value) : value))

const isPlain = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

const renamed = (value) => Object.fromEntries(Object.entries(value).map(([name, each]) => [snake(name), each]))

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** What the core wrote, with the names that JavaScript uses. */
export const fromJson = (text) => JSON.parse(text, (_, value) => (isPlain(value) ? camelled(value) : value))

const camelled = (value) => Object.fromEntries(Object.entries(value).map(([name, each]) => [camel(name), each]))

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
