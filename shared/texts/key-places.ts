// These are the words for the place of a machine's key, the same on every surface. They are apart, so that the approval page loads only
// those that it shows.

/** The titles of the places, for labels and lists. */
export const keyPlaceTitles = { tpm: "Security chip (TPM)", keyring: "Keyring", file: "File" } as const;

/** The places within a sentence about any machine. */
export const keyPlaces = { tpm: "in a security chip (TPM)", keyring: "in a keyring", file: "in a file" } as const;

/** The places within a sentence to the person at that machine. */
export const keyPlacesHere = {
  tpm: "in this computer's security chip (TPM)",
  keyring: "in this computer's keyring",
  file: "in a file of your account",
} as const;
