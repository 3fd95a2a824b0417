/** How much faster than life the clock can run. */
export const SPEED_MAX = 10_000
