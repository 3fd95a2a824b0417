import { createRoot } from 'react-dom/client'
import { ProfileHeading } from './profile.tsx'

const root = document.querySelector('#root')
if (root !== null) {
  createRoot(root).render(
    <main>
      <ProfileHeading freelancer={{ id: 'ada', name: 'Ada Lovelace' }} />
      <ProfileHeading freelancer={{ id: 'bob', name: 'Bob Bemer' }} />
    </main>,
  )
}
