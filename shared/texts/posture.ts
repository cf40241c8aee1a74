/** A machine reports these facts about its own protection. */
export const postureTexts = {
  reportedByMachine: "Reported by the machine, not verified",
  unknown: "unknown",
  unknownBecause: ({ reason }: { readonly reason: string }) => `unknown: ${reason}`,
  titles: {
    disk_encryption: "Disk encryption",
    screen_lock: "Screen lock",
    updates: "Updates",
    firewall: "Firewall",
  },
  values: {
    on: "on",
    off: "off",
    current: "up to date",
    pending: "updates available",
    security_pending: "security updates available",
  },
  reasons: {
    unsupported: "Nearside can't find out on this system",
    not_permitted: "only an administrator of the computer can see it",
    timed_out: "the system did not answer in time",
    unreadable: "the system gave an answer that Nearside does not know",
    not_looked: "it was not checked yet",
  },
  cures: {
    disk_encryption: {
      linux:
        "Linux encrypts a disk when the system is installed (LUKS): ask the people who look after your computer, and keep a backup.",
      macos: "Turn on FileVault: System Settings, Privacy & Security, FileVault.",
      windows: "Turn on BitLocker or device encryption: Settings, Privacy & security, Device encryption.",
      any: "Encrypt the disk of the computer.",
    },
    screen_lock: {
      linux: "Let the screen lock by itself within 15 minutes: Settings, Privacy, Screen Lock.",
      macos: "Ask for a password within 15 minutes: System Settings, Lock Screen.",
      windows: "Ask for a sign-in within 15 minutes: Settings, Accounts, Sign-in options.",
      any: "Let the screen lock by itself within 15 minutes.",
    },
    updates: {
      linux: "Install the available updates in the system's software centre or with its package manager.",
      macos: "Install the available updates: System Settings, General, Software Update.",
      windows: "Install the available updates: Settings, Windows Update.",
      any: "Install the available updates.",
    },
    firewall: {
      linux: "Switch on the firewall, such as by `sudo ufw enable`.",
      macos: "Switch on the firewall: System Settings, Network, Firewall.",
      windows: "Switch on the firewall: Windows Security, Firewall & network protection.",
      any: "Switch on the firewall of the computer.",
    },
  },
} as const;
