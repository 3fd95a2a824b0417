/** The operator's workbench. */
export function OperatorPages() {
  return null
}
