// Light or dark is settled before the first paint, so that no page flashes in the other.
// The name is the one under which the choice is kept by the pages themselves.
;(function settle() {
  var root = document.documentElement
  var kept = null
  try {
    kept = localStorage.getItem('alacrity-color-scheme')
  } catch {
    // A frame may be denied storage: then the system decides.
  }
  if (parent !== window) {
    // The page around this one says what it looks like: /app/me#scheme=dark.
    var said = /[#&]scheme=(light|dark)/.exec(location.hash)
    kept = said && said[1]
    if (kept) root.setAttribute('data-around', kept)
  }
  var dark =
    kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
