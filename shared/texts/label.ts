// These texts say what is wrong with a name or a sentence. They are apart from the other fields, since the approval page loads them.

export const labelTexts = {
  text: "must be text",
  empty: "must not be empty",
  invisible: "must not contain invisible characters",
  oneLine: "must be one line without invisible characters",
  characters: ({ most }: { readonly most: number }) => `must have at most ${most} characters`,
} as const;
