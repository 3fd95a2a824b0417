import { Modal } from '@mantine/core'
import { type ReactNode, type RefObject, useEffect, useState } from 'react'
import { text } from '../strings/en.ts'
import classes from './Dialog.module.css'

type Shown = {
  readonly title: string
  readonly size?: 'md' | 'lg'
  readonly close: () => void
  /** What has the focus afterwards; by default what had it before. */
  readonly back?: RefObject<HTMLElement | null> | undefined
  readonly children: ReactNode
}

/** Something to be settled before the page goes on. Its head is no landmark of the page. */
export function Dialog({ title, size = 'md', close, back, children }: Shown) {
  const [before] = useState(() => document.activeElement)
  // Whoever leaves it goes on where they were.
  useEffect(
    () => () => {
      const goal = back?.current ?? before
      if (goal instanceof HTMLElement) setTimeout(() => goal.focus())
    },
    [back, before],
  )
  return (
    <Modal.Root opened onClose={close} returnFocus={false} centered size={size}>
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={text.shell.close} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
