// The reasons for which a file was not written, each with what to do. A sentence that says what did not happen follows.

export const writeFailureTexts = {
  full: ({ path }: { readonly path: string }) =>
    `The disk of ${path} is full. Make room there, or name a file on another disk.`,
  denied: ({ path }: { readonly path: string }) => `This account may not write ${path}. Name another place.`,
  noFolder: ({ path }: { readonly path: string }) =>
    `The folder of ${path} does not exist. Make it first, or name another one.`,
  exists: ({ path }: { readonly path: string }) => `There is already a file ${path}. Name another one.`,
  output: ({ code }: { readonly code: string }) =>
    `The output could not be written (${code}), so it is not complete. Check the disk that it goes to, and run the command again.`,
  failed: ({ path, code }: { readonly path: string; readonly code: string }) => `${path} can't be written (${code}).`,
} as const;
