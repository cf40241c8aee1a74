// The reasons for which metadata of authenticators was not accepted, for an administrator.

export const metadataTexts = {
  notHttps:
    "The address does not start with https://, so anybody could have changed what comes from it. Name one that does.",
  privateAddress:
    "The address is in a private network or on this computer, which the server only asks if its configuration allows it (metadata.privateAddresses).",
  unreachable:
    "The address can't be reached. Check whether the server may reach it, or name a file that another program fetches.",
  unexpectedAnswer: "The address answered with something else than metadata. Check that it is the right one.",
  fileUnreadable: "The file can't be read. Check that it exists and that the server's account may read it.",
  tooLarge: "The file is larger than any metadata of the FIDO Alliance, so it was not read. Check that it is metadata.",
  tooSlow: "Fetching or checking the metadata took too long. The server tries again by itself.",
  malformed: "The metadata is damaged or not in the form of FIDO MDS 3. Fetch it again.",
  untrusted:
    "The metadata's certificates do not lead to a trusted root, or have expired. Fetch the metadata again, or name the right roots (metadata.roots).",
  wrongSigner:
    "The metadata was not signed by the FIDO Alliance. Fetch it from there, or name the roots under which it is signed.",
  badSignature: "The metadata was changed after it was signed, or one of its certificates was revoked. Fetch it again.",
  older:
    "The metadata is older than what the server has, so it was not accepted: somebody may want to hide newer reports. Fetch the newest one.",
} as const;
