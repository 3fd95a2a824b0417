import '@mantine/core/styles.css'
import './look/font.css'
import './look/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { startClock } from './data/clock.ts'
import { startLive } from './data/live.ts'
import { startSession } from './data/session.ts'

startSession()
startClock()
startLive()
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
