export const texts = {
  description: "show where the key of this machine is kept, and move it to a safer place",
  move: "move the key to a safer place",
  place: "the new place",
  noOpen: "print the address of the new enrolment instead of opening the browser",
  help: `
The key stays the same when it moves from a file to the keyring, and everything that its logins keep moves with it:

  nearside key move keyring

A key never leaves a TPM and never enters one. There, Nearside makes a new key and enrols it, with a ticket:

  nearside key move tpm`,
  elsewhere: "(The key is on the machine that you came from.)",
  kept: ({ name, place }: { readonly name: string; readonly place: string }): string =>
    `${name}: the key of this machine is kept ${place}.`,
  better: ({ way }: { readonly way: string }): string => `Safer: ${way}`,
  noBetter: "There is no safer place.",
  managed: ({ place }: { readonly place: string }): string =>
    `Set by your organisation: the key must be kept ${place}, so it is not used now.`,
  moveLogins: "move the tokens of its logins out of the file, too:  nearside key move keyring",
  moveToTpm:
    "in the TPM, which no key leaves. It is a new key, and needs a ticket from your administrator:  nearside key move tpm",
  moveToKeyring:
    "in the keyring, which opens when you log in at the desktop. The key stays the same:  nearside key move keyring",
  already: "It is there already.",
  neverWorse: "A key never moves to a less safe place.",
  notMoved: ({ name, place, why }: { readonly name: string; readonly place: string; readonly why: string }): string =>
    `The key of ${name} is kept ${place}. ${why} Nothing was changed.`,
  moved: ({ name, place }: { readonly name: string; readonly place: string }): string =>
    `The key of ${name}, and what its logins keep, are ${place} now.`,
  movedLogins: ({ name, place }: { readonly name: string; readonly place: string }): string =>
    `What the logins of ${name} keep is ${place} now.`,
  copies:
    "Old copies of the file, in backups for example, still hold the key. If there may be any, make a new key: nearside enroll",
  serverNotTold:
    "The key is in the keyring now, but the server could not be told yet. Run the same command again later.",
  noImport: "A key that moved into a TPM would be no safer: it may have been copied before.",
  newKey: "So Nearside makes a new key, and this machine is enrolled again. You need a ticket from your administrator.",
  revokeOld: ({ id }: { readonly id: string }): string => `Ask your administrator to revoke the old key: ${id}`,
} as const;
