import { Title } from '@mantine/core'

export function Record() {
  return <Title order={1}>Record</Title>
}
