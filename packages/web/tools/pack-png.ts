import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const COLORS_MAX = 256

type Picture = {
  readonly width: number
  readonly height: number
  /** 0xRRGGBB, row by row. */
  readonly pixels: Uint32Array
}

/**
 * The same picture in 256 colours at most, which for a picture of a page is nearly all it has: its most
 * frequent colours stay as they are, and those that are like none of them; each other becomes the nearest.
 */
export function packPng(png: Uint8Array): Buffer {
  const { width, height, pixels } = read(Buffer.from(png))
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const palette = paletteOf(counts)
  const indexOf = new Map(palette.map((color, index) => [color, index]))
  for (const color of counts.keys()) {
    if (!indexOf.has(color)) indexOf.set(color, nearest(palette, color))
  }
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = indexOf.get(pixels[y * width + x] ?? 0) ?? 0
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const table = Buffer.from(
    palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]),
  )
  const data = deflateSync(rows, { level: 9 })
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const FREQUENT = 176

function paletteOf(counts: ReadonlyMap<number, number>): readonly number[] {
  const colors = [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color)
  const palette = colors.slice(0, FREQUENT)
  const rest = colors
    .slice(FREQUENT)
    .map((color) => ({ color, far: Math.min(...palette.map((other) => distance(other, color))) }))
  while (palette.length < COLORS_MAX && rest.length > 0) {
    const next = rest.reduce((best, each) => (each.far > best.far ? each : best))
    palette.push(next.color)
    for (const each of rest) each.far = Math.min(each.far, distance(next.color, each.color))
    if (next.far === 0) break
  }
  return palette
}

function nearest(palette: readonly number[], color: number): number {
  const far = palette.map((other) => distance(other, color))
  return far.indexOf(Math.min(...far))
}

/** How unlike two colours look, roughly. */
function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return 3 * red * red + 6 * green * green + blue * blue
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}

/** Reads a picture of 8 bits a channel, RGB or RGBA, not interlaced: as a browser makes them. */
function read(png: Buffer): Picture {
  const parts: Buffer[] = []
  let [width, height, channels] = [0, 0, 3]
  for (let at = SIGNATURE.length; at < png.length; ) {
    const size = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + size)
    if (type === 'IHDR') {
      width = data.readUInt32BE(0)
      height = data.readUInt32BE(4)
      channels = data[9] === 6 ? 4 : 3
    }
    if (type === 'IDAT') parts.push(data)
    at += size + 12
  }
  const raw = inflateSync(Buffer.concat(parts))
  const stride = width * channels
  const bytes = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y += 1) unfilter({ raw, bytes, y, stride, channels })
  const pixels = new Uint32Array(width * height)
  for (let i = 0; i < pixels.length; i += 1) {
    const at = i * channels
    pixels[i] = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
  }
  return { width, height, pixels }
}

type Row = {
  readonly raw: Buffer
  readonly bytes: Buffer
  readonly y: number
  readonly stride: number
  readonly channels: number
}

/** Undoes the filter of one row [PNG, 9]. */
function unfilter({ raw, bytes, y, stride, channels }: Row): void {
  const filter = raw[y * (stride + 1)] ?? 0
  for (let x = 0; x < stride; x += 1) {
    const left = x < channels ? 0 : (bytes[y * stride + x - channels] ?? 0)
    const up = y === 0 ? 0 : (bytes[(y - 1) * stride + x] ?? 0)
    const corner = y === 0 || x < channels ? 0 : (bytes[(y - 1) * stride + x - channels] ?? 0)
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0
    bytes[y * stride + x] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}
