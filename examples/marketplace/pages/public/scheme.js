// Light or dark is settled before the first paint, so that no page flashes in the other.
// The name is the one under which the pages keep the choice.
;(function settle() {
  var kept = null
  try {
    kept = localStorage.getItem('harbour-color-scheme')
  } catch {
    // Without storage the system decides.
  }
  var dark =
    kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
