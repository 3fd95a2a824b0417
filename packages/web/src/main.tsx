import '@mantine/core/styles.css'
import './shell/font.css'
import './shell/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startSession } from './data/session.ts'
import { App } from './shell/App.tsx'

startSession()
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
