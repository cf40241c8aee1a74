export const texts = {
  tooLong:
    "The keeper makes no request as long as this. The address may have 2048 characters, the header fields 16 of 2048 characters, the body 16384, and the whole 64 KiB. Send less at once, or use a program with @nearside/cli/sdk.",
  noMarks: "This system can't mark agents.",
} as const;
