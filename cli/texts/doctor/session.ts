// Apart from the rest of the doctor's texts, since each login says this too.

export const texts = {
  ssh: "This seems to be an SSH session on another computer than yours.",
  remoteShell: "This terminal seems to be forwarded from another computer.",
  remoteEditor: "This terminal seems to belong to an editor whose window is on another computer.",
  container: "This seems to be a container, which counts as a machine of its own.",
  wsl: "This is WSL, which counts as a machine of its own beside Windows.",
  whereYouSit: "Log in where your browser runs, and never forward the port: nothing else can approve a login.",
  outside:
    "Log in outside the container, where your browser runs. Only a browser in the same container can approve here.",
  windows: "Log in from Windows itself, or enrol a browser that runs in WSL: a browser of Windows can't approve here.",
} as const;
