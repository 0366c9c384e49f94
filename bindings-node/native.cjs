'use strict'
// Finds the native half: a build beside this file, else the package of this platform.
const { existsSync } = require('node:fs')
const { join } = require('node:path')

function libc() {
  if (process.platform !== 'linux') return ''
  return process.report.getReport().header.glibcVersionRuntime ? '-gnu' : '-musl'
}

const platform = `${process.platform}-${process.arch}${process.platform === 'win32' ? '-msvc' : libc()}`
const beside = join(__dirname, `netwarden.${platform}.node`)
try {
  module.exports = require(existsSync(beside) ? beside : `netwarden-${platform}`)
} catch (cause) {
  throw new Error(`netwarden has no native half for ${platform}: neither ${beside} nor the package netwarden-${platform}`, { cause })
}
