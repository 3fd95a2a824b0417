import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { text } from '../strings.ts'
import classes from './SchemeMenu.module.css'

const words = text.shell.scheme
const CHOICES = [
  { value: 'light', name: words.light, icon: IconSun },
  { value: 'dark', name: words.dark, icon: IconMoon },
  { value: 'auto', name: words.auto, icon: IconDeviceDesktop },
] as const

export function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = CHOICES.find(({ value }) => value === colorScheme)?.icon ?? IconSun
  return (
    <Menu position="bottom-end" width={190} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.choose}>
          <Icon size={18} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as typeof colorScheme)}
        >
          {CHOICES.map(({ value, name, icon: Choice }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              <span className={classes.choice}>
                <Choice size={16} aria-hidden="true" />
                {name}
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
