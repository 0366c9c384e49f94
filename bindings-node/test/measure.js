// Templates and selections: calls of the vectors.
import { measure } from '../index.js'

function template({ template: name, groups, every_ms: everyMs }) {
  const make = { everything: measure.everything, 'interfaces-only': measure.interfacesOnly }[name]
  const made = make({ groups, everyMs })
  return {
    name: made.name,
    groups: made.groups.map(({ name, intervalMs, columns, quantities }) => ({
      name,
      interval_ms: intervalMs,
      columns: columns.map((column) => [column.name, column.oid]),
      quantities: quantities.map(({ object, unit, keep }) => [object, unit, keep]),
    })),
  }
}

function checkTemplate({ template: given }) {
  measure.check(given)
  return {}
}

const admits = ({ selection, device, row }) => ({ admits: measure.admits(selection, device, row) })

export const calls = { template, 'check-template': checkTemplate, admits }
