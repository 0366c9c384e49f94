import native from '../native.cjs'

/** Where a device comes from: the native half of its site, and its place there; of a site, without a place. */
const origins = new WeakMap()

/** Remembers where the devices of a site are, and returns them. */
export function known(site, devices) {
  devices.forEach((device, at) => origins.set(device, { site, at }))
  return devices
}

/** Remembers the native half of a site. */
export const knownSite = (facade, site) => origins.set(facade, { site })

/** What the native half takes for a site, or for devices of sites. */
export function given(devices) {
  const made = new native.Devices()
  for (const each of origins.has(devices) ? [devices] : devices) {
    const origin = origins.get(each)
    if (origin === undefined) throw new TypeError('a device of a Site is expected, or a Site; Site.fromJson makes one of other data')
    made.add(origin.site, origin.at)
  }
  return made
}
