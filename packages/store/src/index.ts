export { StoreError, type StoreErrorCode, STORE_ERRORS } from './error.ts'
export type { Cursor, Page } from './page.ts'
export { linesOf, parcelOf, RECEIPT_KINDS } from './parcel.ts'
export type {
  Arrival,
  Aside,
  BatchMember,
  Counts,
  HistoryRecord,
  Kept,
  LabelRecord,
  Labels,
  Log,
  Parcel,
  Policies,
  PolicyRecord,
  Publication,
  PublishedLabels,
  PublishInput,
  Reading,
  Receipt,
  Receipts,
  Scheduled,
  Share,
  Store,
  Stored,
  Traits,
  Turns,
  Upkeep,
} from './port.ts'
export {
  type AwayClaim,
  type Contest,
  type ContestDecision,
  type Contests,
  CONTEST_STATES,
  type ContestState,
  type Members,
  type NewContest,
  type Notice,
  type Notices,
  type Restriction,
} from './port-people.ts'
export {
  type ApiKey,
  type Audit,
  type AuditEntry,
  type Delivery,
  DELIVERY_STATES,
  type DeliveryState,
  type Endpoint,
  type Keys,
  type Outbox,
  type Outgoing,
} from './port-service.ts'
export { restoreSqlite } from './sqlite/backup.ts'
export { openSqlitePublished } from './sqlite/published.ts'
export { openSqlite, openSqliteReading, type SqliteSettings } from './sqlite/store.ts'
export type { PostgresSettings } from './postgres/connection.ts'
export {
  openPostgres,
  openPostgresPublished,
  openPostgresReading,
  restorePostgres,
} from './postgres/late.ts'
