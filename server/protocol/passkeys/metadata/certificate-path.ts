import { X509Certificate } from "node:crypto";

/** No maker has longer paths: a leaf, and the authorities between it and the root. */
const MOST_CERTIFICATES = 6;

/**
 * True if certificates lead from the first one, each issued by the next, to one of the anchors or to an issuer that an anchor
 * issued (RFC 5280 §6.1): all valid now, and all but the first allowed to issue. An anchor is trusted because it was named, and
 * may be the first certificate itself. Nothing is fetched: no address in a certificate is followed.
 *
 * @param x5c DER, as they came
 * @param now epoch milliseconds
 */
export function leadsToAnchor(x5c: readonly Uint8Array[], anchors: readonly X509Certificate[], now: number): boolean {
  const path = readCertificates(x5c);
  if (path === undefined || !path.every((certificate) => isValidAt(certificate, now))) return false;
  try {
    return path.some((certificate, at) => {
      const issuers = path.slice(1, at + 1);
      const holds = issuers.every((issuer, index) => issuer.ca && isIssuedBy(path[index], issuer));
      return holds && anchors.some((anchor) => isValidAt(anchor, now) && reaches(certificate, anchor));
    });
  } catch {
    return false; // a key of an unknown kind signs nothing
  }
}

/** The certificates, or undefined if one is damaged, none is there, or too many are. */
export function readCertificates(x5c: readonly Uint8Array[]): readonly X509Certificate[] | undefined {
  if (x5c.length === 0 || x5c.length > MOST_CERTIFICATES) return undefined;
  try {
    return x5c.map((der) => new X509Certificate(der));
  } catch {
    return undefined;
  }
}

const reaches = (certificate: X509Certificate, anchor: X509Certificate): boolean =>
  certificate.raw.equals(anchor.raw) || isIssuedBy(certificate, anchor);

const isIssuedBy = (certificate: X509Certificate | undefined, issuer: X509Certificate): boolean =>
  certificate?.checkIssued(issuer) === true && certificate.verify(issuer.publicKey);

const isValidAt = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now <= Date.parse(validTo);
