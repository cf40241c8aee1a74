// An ECDSA signature is two numbers, R and S. JOSE writes them side by side, each with 32 bytes for P-256 (RFC 7518
// §3.4). Passkeys and OpenSSL write them in DER (RFC 3279 §2.2.3): SEQUENCE { INTEGER r, INTEGER s }, each number as
// short as it can be, and with a zero byte before a first bit that is set, because DER's numbers have a sign.

const SIZE = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;
const SIGN = 0x80;

/**
 * Encodes a signature in DER.
 *
 * @param signature R ‖ S, 64 bytes
 */
export function toDer(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const [r, s] = [start(signature, 0), start(signature, SIZE)];
  const lengthOfR = SIZE - r.from + r.zeros;
  const lengthOfS = 2 * SIZE - s.from + s.zeros;
  const der = new Uint8Array(6 + lengthOfR + lengthOfS);
  der[0] = SEQUENCE;
  der[1] = 4 + lengthOfR + lengthOfS;
  der[2] = INTEGER;
  der[3] = lengthOfR;
  der.set(signature.subarray(r.from, SIZE), 4 + r.zeros);
  der[4 + lengthOfR] = INTEGER;
  der[5 + lengthOfR] = lengthOfS;
  der.set(signature.subarray(s.from, 2 * SIZE), 6 + lengthOfR + s.zeros);
  return der;
}

/** The place of a number's first byte that counts, and the number of zero bytes that DER writes before it. */
function start(signature: Uint8Array, at: number): { readonly from: number; readonly zeros: 0 | 1 } {
  let from = at;
  while (from < at + SIZE - 1 && signature[from] === 0) from += 1;
  return { from, zeros: ((signature[from] ?? 0) & SIGN) === 0 ? 0 : 1 };
}

/**
 * Reads a signature in DER, which has one text for each signature: every other one is refused.
 *
 * @returns R ‖ S, 64 bytes; undefined if it is no signature of P-256 in DER
 */
export function fromDer(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return undefined;
  const signature = new Uint8Array(2 * SIZE);
  let at = 2;
  for (const end of [SIZE, 2 * SIZE]) {
    const length = der[at + 1] ?? 0;
    const from = at + 2;
    const first = der[from];
    if (der[at] !== INTEGER || length === 0 || first === undefined || (first & SIGN) !== 0) return undefined;
    const zeros = first === 0 ? 1 : 0;
    if (zeros === 1 && (length === 1 || ((der[from + 1] ?? 0) & SIGN) === 0)) return undefined; // zero, or not the shortest
    if (length - zeros > SIZE || from + length > der.length) return undefined;
    signature.set(der.subarray(from + zeros, from + length), end - length + zeros);
    at = from + length;
  }
  return at === der.length ? signature : undefined;
}
