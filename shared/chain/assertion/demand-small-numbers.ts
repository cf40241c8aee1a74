import { Refused } from "../../refused.ts";

/** No number of a key or an attestation is larger: COSE's algorithms go from -65,535 to 65,535 (RFC 9053). */
const LARGEST = 65_535;

/**
 * Demands of what CBOR was decoded to that each number in it is small. The library makes an array of bytes of what should be one, such as a
 * coordinate of a key or a certificate, and where a number is in its place it makes so many zeros: half a gigabyte from five bytes.
 *
 * @throws Refused `assertion_invalid`
 */
export function demandSmallNumbers(decoded: unknown, field: string): void {
  if (typeof decoded === "number" && !(Math.abs(decoded) <= LARGEST)) throw new Refused("assertion_invalid", field);
  if (!(decoded instanceof Map) && !Array.isArray(decoded)) return;
  for (const value of decoded.values()) demandSmallNumbers(value, field);
}
