/** What a status of `sys/health` means. */
export interface VaultHealth {
  /** Whether the server can answer reads, itself or by passing them on. */
  readonly usable: boolean;
  /** One sentence. */
  readonly text: string;
}

const STATES: Readonly<Record<number, VaultHealth>> = {
  200: { usable: true, text: "Vault is initialised, unsealed and active." },
  429: { usable: true, text: "Vault is unsealed and a standby: it passes requests on to the active server." },
  472: { usable: false, text: "Vault is a secondary for disaster recovery: it serves no requests." },
  473: { usable: true, text: "Vault is a performance standby: it answers reads by itself." },
  474: { usable: false, text: "Vault is a standby that does not reach the active server." },
  501: { usable: false, text: "Vault is not initialised: run vault operator init." },
  503: { usable: false, text: "Vault is sealed: run vault operator unseal." },
};

/** Explains the HTTP status of `GET /v1/sys/health`; 429 and 473 are no failures there. */
export function vaultHealth(status: number): VaultHealth {
  return STATES[status] ?? { usable: false, text: `Vault answered the question for its health with ${status}.` };
}
