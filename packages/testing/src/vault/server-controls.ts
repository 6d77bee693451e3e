import type { VaultWorld } from "./vault-world.ts";

/** How a test moves the server itself. */
export interface VaultServerControls {
  /** Seals the server, or unseals it. `sealed`: @default true */
  seal(sealed?: boolean): void;
  /** Lets the server answer as one that was never initialised. */
  forgetInitialization(): void;
  /** Makes a standby that sends its callers to this address ("" for a relative `Location`); `undefined` ends that. */
  standby(activeAddress: string | undefined): void;
}

/** Creates the {@link VaultServerControls} of a Vault. */
export function serverControls(world: VaultWorld): VaultServerControls {
  return {
    seal(sealed = true) {
      world.sealed = sealed;
    },
    forgetInitialization() {
      world.initialized = false;
    },
    standby(activeAddress) {
      if (activeAddress === undefined) delete world.activeAddress;
      else world.activeAddress = activeAddress;
    },
  };
}
