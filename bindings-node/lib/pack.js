import native from '../native.cjs'
import { SnmpValue } from './value.js'

// Takes apart what src/pack.rs put together: a few arrays for any number of values.
const types = native.packedTypes()

function* values(packed, make) {
  const { numbers, counts, text, textEnds, octets, octetEnds } = packed
  let [number, count, word, part, textStart, octetStart] = [0, 0, 0, 0, 0, 0]
  const nextText = () => {
    const end = textEnds[word++]
    const found = text.slice(textStart, end)
    textStart = end
    return found
  }
  const nextOctets = () => {
    const end = octetEnds[part++]
    const found = octets.slice(octetStart, end)
    octetStart = end
    return found
  }
  for (const index of packed.types) {
    const type = types[index]
    const name = make.named ? nextText() : undefined
    let value
    switch (type) {
      case 'integer':
      case 'counter32':
      case 'gauge32':
      case 'time-ticks':
        value = numbers[number++]
        break
      case 'counter64':
        value = counts[count++]
        break
      case 'object-id':
      case 'ip-address':
        value = nextText()
        break
      case 'octet-string':
      case 'opaque':
        value = nextOctets()
    }
    yield make.one(name, type, value)
  }
}

const variable = { named: true, one: (name, type, value) => ({ name, value: new SnmpValue(type, value) }) }
const cell = { named: false, one: (name, type, value) => value }

/** Variables: objects with a name and a value. */
export const varbinds = (packed) => Object.freeze([...values(packed, variable)])

/** Rows: objects with the names of `fields`; a cell that is absent has no name. */
function rows(packed, fields) {
  const cells = values(packed, cell)
  const made = []
  for (let at = 0; at < packed.types.length; at += fields.length) {
    const row = {}
    for (const field of fields) {
      const { value } = cells.next()
      if (value !== undefined) row[field] = value
    }
    made.push(row)
  }
  return Object.freeze(made)
}

/** A table as rows. */
export function table({ name, fields, cells, reason, faults, moreFaults }) {
  return { name, rows: rows(cells, fields), complete: reason === undefined, reason, faults, moreFaults }
}
