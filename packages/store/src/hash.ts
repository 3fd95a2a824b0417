/**
 * A number below 2^53 for the name of an event, by a seed that each database draws for itself: an index
 * of numbers is a tenth of one of texts, and nobody outside can choose ids that fall together. Equal
 * hashes prove nothing; the names themselves are compared.
 */
export function nameHash(source: string, id: string, seed: number): number {
  let low = (seed ^ 0x9e3779b9) >>> 0
  let high = (Math.floor(seed / 0x1_0000_0000) ^ 0x85ebca6b) >>> 0
  for (let part = 0; part < 2; part += 1) {
    const text = part === 0 ? source : id
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i)
      low = Math.imul(low ^ unit, 0x9e3779b1)
      high = Math.imul(high ^ unit, 0x5f356495)
    }
    // What separates the two parts cannot be in an id [EV6].
    low = Math.imul(low ^ 0x1_0000, 0x9e3779b1)
    high = Math.imul(high ^ 0x1_0000, 0x5f356495)
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  return (high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0)
}
