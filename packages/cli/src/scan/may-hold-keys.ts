const HEX_LENGTH = 32;
// The shortest form in base64 is that of one half: 44 characters, the last of which may be padding.
const BASE64_LENGTH = 43;
const HEX: Uint8Array = tableOf(/[0-9a-f]/);
// Hexadecimal digits become these in base64 and no others, nor do the NULs that may stand around them.
const BASE64: Uint8Array = tableOf(/[ABDEFGIJMNOQRTUVWYZcdghijklmwxyz0-5]/);

const KIND_BEFORE = /kind\\?["']?\s*:\s*\\?["']?$/;
const LONGEST_KIND = 24;

/**
 * Whether there are as many digits in a row as every key has, as they are or in base64, or a Kubernetes Secret, in which
 * whole files are in base64. For encodings in which these are single bytes. Looks at few of the bytes: a text that has none
 * need not even be decoded.
 */
export function mayHoldKeys(bytes: Buffer): boolean {
  return hasRow(bytes, HEX, HEX_LENGTH) || hasRow(bytes, BASE64, BASE64_LENGTH) || hasSecret(bytes);
}

function hasSecret(bytes: Buffer): boolean {
  for (let at = bytes.indexOf("Secret"); at >= 0; at = bytes.indexOf("Secret", at + 1)) {
    if (KIND_BEFORE.test(bytes.toString("latin1", Math.max(0, at - LONGEST_KIND), at))) return true;
  }
  return false;
}

function hasRow(bytes: Uint8Array, table: Uint8Array, length: number): boolean {
  for (let end = length - 1; end < bytes.length; ) {
    let at = end;
    while (at > end - length && table[bytes[at] as number] === 1) at -= 1;
    if (at === end - length) return true;
    // No row that holds this byte can be one.
    end = at + length;
  }
  return false;
}

function tableOf(characters: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (characters.test(String.fromCharCode(code)) ? 1 : 0));
}
