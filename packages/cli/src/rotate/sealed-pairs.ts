import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { SecretsError } from "@mailjet-secrets/core";
import { temporaryOf, writeDurably } from "./write-durably.ts";

/** A pair as it is sealed. */
export interface SealedPair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What a rotation by a new key must not lose: Mailjet shows a new secret key once, and the store will forget the old one. */
export interface SealedContent {
  readonly old?: SealedPair;
  readonly new?: SealedPair;
}

/**
 * The pairs of a rotation that is under way, in a file beside its journal, encrypted with a key that is made of the secret
 * key of the administration pair: whoever may resume has that, and could make keys anyway; the file alone is worth nothing.
 */
export interface SealedPairs {
  /** Absence of the file: nothing in it. Throws `INVALID_SECRET` if it was sealed with another administration pair. */
  read(): SealedContent;
  /** Begins the file with the pair that is rotated out; what an earlier rotation may have left there is gone. */
  begin(old: SealedPair): void;
  /** On the disk before the call returns. */
  add(content: SealedContent): void;
  remove(): void;
}

const ALGORITHM = "aes-256-gcm";
const TAG_BYTES = 16;

interface SealedFile {
  readonly salt: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/**
 * Creates the {@link SealedPairs} of a journal. `rotation`: its id; a file of another rotation is refused as a damaged one is.
 * `passphrase`: the secret key of the administration pair.
 */
export function sealedPairs(journal: string, rotation: string, passphrase: () => string): SealedPairs {
  const file = `${journal}.sealed`;
  const read = (): SealedContent => {
    const text = textOf(file);
    return text === undefined ? {} : opened(text, { rotation, passphrase: passphrase() });
  };
  return {
    read,
    begin: (old) => writeDurably(file, sealed({ old }, { rotation, passphrase: passphrase() })),
    add: (content) => writeDurably(file, sealed({ ...read(), ...content }, { rotation, passphrase: passphrase() })),
    remove() {
      for (const each of [temporaryOf(file), file]) rmSync(each, { force: true });
    },
  };
}

interface Lock {
  readonly rotation: string;
  readonly passphrase: string;
}

function sealed(content: SealedContent, { rotation, passphrase }: Lock): string {
  const [salt, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv(ALGORITHM, keyOf(passphrase, salt), nonce);
  // By the same administration pair several services' keys may be rotated: their files are not to be exchanged.
  cipher.setAAD(Buffer.from(rotation));
  const data = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final()]);
  const parts = { salt, nonce, tag: cipher.getAuthTag(), data };
  return `${JSON.stringify(Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, bytes.toString("base64")])))}\n`;
}

function opened(text: string, { rotation, passphrase }: Lock): SealedContent {
  try {
    const { salt, nonce, tag, data } = JSON.parse(text) as SealedFile;
    const decipher = createDecipheriv(ALGORITHM, keyOf(passphrase, bytesOf(salt)), bytesOf(nonce), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(rotation));
    decipher.setAuthTag(bytesOf(tag));
    return JSON.parse(decipher.update(bytesOf(data), undefined, "utf8") + decipher.final("utf8")) as SealedContent;
  } catch {
    throw new SecretsError(
      "INVALID_SECRET",
      "The pairs of this rotation cannot be opened with this administration pair.",
      {
        hint: "Resume with the pair it was begun with. If that is gone, or the file beside the journal is damaged: --rollback deactivates the new key as long as no service uses it; then begin anew.",
      },
    );
  }
}

/** The passphrase is 128 random bits already: it is spread, not strengthened. */
function keyOf(passphrase: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", passphrase, salt, "mailjet-secrets rotation", 32));
}

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, "base64");
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SecretsError("INVALID_CONFIG", "The sealed pairs beside the journal cannot be read.", { cause: error });
  }
}
