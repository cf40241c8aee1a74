// These sentences say beside a field of a form what is wrong with it.

export const formTexts = {
  metadataAddress:
    "This must begin with https://, such as https://mds3.fidoalliance.org/, or be empty for no metadata.",
  metadataPassword: "Leave out the user name and the password: everybody who sees this page would see them.",
  reason: "Give a reason in a few words. The history shows it.",
  characters500: "Use at most 500 characters.",
  jwkSet: "Give a JWK Set: an object with the member keys, a list of keys.",
  privateKey:
    "This contains a private key, which only its owner may have. It was not stored. Make a new key, and give its public part only.",
  wholeNumber: ({ least, most }: { readonly least: number; readonly most: number }) =>
    `Give a whole number from ${least} to ${most}.`,
  tooLong: "One of these is too long.",
  atMost: ({ most }: { readonly most: number }) => `Give at most ${most}.`,
  chooseOne: "Choose at least one.",
  day: "Give a day, such as 2026-11-30.",
} as const;
