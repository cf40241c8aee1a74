export const texts = {
  commandFormOnWindows:
    'The browser must be the full path of a program, in double quotes if it contains a space, such as "C:\\Program Files\\Mozilla Firefox\\firefox.exe".',
  commandForm:
    'The browser must be the name of a program or its full path, with its arguments if any, such as "firefox -P work".',
  openIt: "Open the address in a browser of this machine.",
  overSsh:
    "This is a session on another computer, and only a browser of that computer can approve this login. Log in where your browser runs, and never forward the port.",
} as const;
