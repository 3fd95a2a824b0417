import { Button, Group } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useContext, useState } from 'react'
import { service, wordsOf } from '../data/service.ts'
import { text } from '../strings/en.ts'
import { Panel } from '../ui/Panel.tsx'
import { say } from '../ui/say.ts'
import { MemberId } from './use-member.ts'

const words = text.member.record

/** Everything that is stored about the member, as files. */
export function TakeAway() {
  const member = useContext(MemberId)
  const [busy, setBusy] = useState<'json' | 'csv' | null>(null)
  const take = async (format: 'json' | 'csv') => {
    setBusy(format)
    try {
      const own = service().member(member)
      const content =
        format === 'csv' ? await own.exportCsv() : JSON.stringify(await own.export(), null, 2)
      save(`responsiveness.${format}`, content, format === 'csv' ? 'text/csv' : 'application/json')
    } catch (error) {
      say({ kind: 'bad', title: text.member.act.failed, about: wordsOf(error) })
    } finally {
      setBusy(null)
    }
  }
  return (
    <Panel title={words.export} about={words.exportText}>
      <Group gap="xs" mt="md">
        {(['json', 'csv'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            loading={busy === format}
            onClick={() => void take(format)}
          >
            {format === 'json' ? words.exportJson : words.exportCsv}
          </Button>
        ))}
      </Group>
    </Panel>
  )
}

function save(name: string, content: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
