export { type KeptKey, KEY_ROLES, type KeyRole, makeKey } from './access/key.ts'
export { loadTrust } from './access/load.ts'
export { REAL_CHANCE } from './base/chance.ts'
export { ERROR_CODES, type ErrorCode, ERRORS, errorsPage } from './base/errors.ts'
export { NO_LOG } from './base/log.ts'
export { type Clock, REAL_CLOCK } from './clock.ts'
export { parseSettings, type Settings, settingsSummary, settingsTable } from './config.ts'
export { isGenuine } from './deliver/sign.ts'
export { RESOLVE } from './deliver/address.ts'
export { SEND } from './deliver/send.ts'
export { openApi } from './http/openapi.ts'
export { renewalLog, type Running, serve, type ServePorts } from './main.ts'
export { type Opened, openDatabase, restoreDatabase } from './open.ts'
export { StoreError } from '@alacrity/store'
export { settingsFaults } from './operate/check.ts'
export { addKey } from './operate/keys.ts'
export {
  backup,
  type Imported,
  importLines,
  type ImportOptions,
  rebuild,
  type Rebuilt,
  retire,
} from './operate/upkeep.ts'
export { createService, type Service, type ServicePorts } from './service.ts'
export type { Backtest } from './read/backtest.ts'
export type { MemberExport } from './read/export.ts'
export type { Agenda, AwayPreview, HoursPreview } from './read/agenda.ts'
export type { ScoreView, TurnsPage } from './read/member.ts'
export type { Patterns } from './read/patterns.ts'
