// Light or dark is settled before the first paint, so that no page flashes in the other.
// The name is the one under which the choice is kept by the pages themselves.
;(function settle() {
  var kept = null
  try {
    kept = localStorage.getItem('alacrity-color-scheme')
  } catch {
    // A frame may be denied storage: then the system decides.
  }
  var dark =
    kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
