/** A community, and the version to ask it in: `2c`, `1`, or `2c-or-1` for v1 where v2c brings no answer. */
export interface Community {
  readonly community: string
  readonly version?: '1' | '2c' | '2c-or-1'
}

/**
 * A user of SNMPv3, and the context to ask in. Each protocol comes with its password, of eight octets at least. `aes-192`
 * and `aes-256` try both ways in which agents extend keys; with `-c` at the end they are Cisco's alone.
 */
export interface UsmUser {
  readonly user: string
  readonly auth?: 'md5' | 'sha-1' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512'
  readonly authPassword?: string
  readonly privacy?: 'des' | '3des' | 'aes-128' | 'aes-192' | 'aes-256' | 'aes-192-c' | 'aes-256-c'
  readonly privacyPassword?: string
  readonly context?: string
}

/** What proves to an agent that it may answer. */
export type Credential = Community | UsmUser
