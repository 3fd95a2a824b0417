type End = () => void

let end: End | null = null

/** From now on the first signal to stop asks for an orderly end; the second stops at once. */
export function endInOrder(orderly: End): void {
  end = orderly
}

/** Whether a signal was answered by an orderly end. */
export function endsInOrder(): boolean {
  const orderly = end
  end = null
  orderly?.()
  return orderly !== null
}
