import '@mantine/core/styles.css'
import './shell/font.css'
import './shell/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startRenewal } from './data/renewal.ts'
import { startSession } from './data/session.ts'
import { App } from './shell/App.tsx'

startSession()
startRenewal()
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
