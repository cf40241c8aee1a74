// The script that PowerShell runs to tell whose a connection is. Windows tells that only by GetExtendedTcpTable
// (iphlpapi.dll), for which PowerShell compiles a few lines of C#. It was written from Microsoft's documentation
// (MIB_TCPROW_OWNER_PID, MIB_TCP6ROW_OWNER_PID, QueryFullProcessImageName, OpenProcessToken) and not run on Windows
// by us.
//
// It reads lines `<number> <peer's port> <our port>` from its standard input until that ends, and answers each with
// `<number> <JSON>`, in the form that windows-owners.ts reads. If .NET may not be called (constrained language mode),
// it ends, and everything stays unknown.

/**
 * Finds the rows of both tables with these ports, IPv4 and IPv6, and for each the process, its path and its account's SID.
 */
const CSHARP = `
using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Principal;
using System.Text;

public sealed class NearsideRow {
  public string local; public int localPort; public string remote; public int remotePort;
  public int state; public int pid; public string path; public string sid;
}

public static class NearsideOwners {
  [DllImport("iphlpapi.dll")]
  static extern int GetExtendedTcpTable(IntPtr table, ref int size, bool sorted, int family, int kind, int reserved);
  [DllImport("kernel32.dll", SetLastError = true)]
  static extern IntPtr OpenProcess(int access, bool inherit, int pid);
  [DllImport("kernel32.dll")]
  static extern bool CloseHandle(IntPtr handle);
  [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool QueryFullProcessImageName(IntPtr process, int flags, StringBuilder path, ref int size);
  [DllImport("advapi32.dll", SetLastError = true)]
  static extern bool OpenProcessToken(IntPtr process, int access, out IntPtr token);

  static int Port(IntPtr at, int offset) {
    return (Marshal.ReadByte(at, offset) << 8) | Marshal.ReadByte(at, offset + 1);
  }
  static string Address(IntPtr at, int offset, int length) {
    var bytes = new byte[length];
    Marshal.Copy(IntPtr.Add(at, offset), bytes, 0, length);
    return new IPAddress(bytes).ToString();
  }

  public static NearsideRow[] Find(int peerPort, int ownPort) {
    var rows = new List<NearsideRow>();
    Read(2, 24, peerPort, ownPort, rows);
    Read(23, 56, peerPort, ownPort, rows);
    return rows.ToArray();
  }

  static void Read(int family, int rowSize, int peerPort, int ownPort, List<NearsideRow> rows) {
    int size = 0;
    GetExtendedTcpTable(IntPtr.Zero, ref size, false, family, 5, 0);
    for (int tries = 0; tries < 4; tries++) {
      size += 16384;
      IntPtr table = Marshal.AllocHGlobal(size);
      try {
        int answer = GetExtendedTcpTable(table, ref size, false, family, 5, 0);
        if (answer == 122) continue;
        if (answer != 0) return;
        int count = Marshal.ReadInt32(table);
        for (int index = 0; index < count && rows.Count < 16; index++) {
          IntPtr row = IntPtr.Add(table, 4 + index * rowSize);
          bool four = family == 2;
          int localPort = Port(row, four ? 8 : 20);
          int remotePort = Port(row, four ? 16 : 44);
          if (localPort != peerPort || remotePort != ownPort) continue;
          var found = new NearsideRow();
          found.local = Address(row, four ? 4 : 0, four ? 4 : 16);
          found.localPort = localPort;
          found.remote = Address(row, four ? 12 : 24, four ? 4 : 16);
          found.remotePort = remotePort;
          found.state = Marshal.ReadInt32(row, four ? 0 : 48);
          found.pid = Marshal.ReadInt32(row, four ? 20 : 52);
          Describe(found);
          rows.Add(found);
        }
        return;
      } finally { Marshal.FreeHGlobal(table); }
    }
  }

  static void Describe(NearsideRow row) {
    IntPtr process = OpenProcess(0x1000, false, row.pid);
    if (process == IntPtr.Zero) return;
    try {
      int size = 32768;
      var path = new StringBuilder(size);
      if (QueryFullProcessImageName(process, 0, path, ref size)) row.path = path.ToString();
      IntPtr token;
      if (!OpenProcessToken(process, 8, out token)) return;
      try {
        using (var identity = new WindowsIdentity(token)) if (identity.User != null) row.sid = identity.User.Value;
      } catch (ArgumentException) {
      } catch (System.Security.SecurityException) {
      } finally { CloseHandle(token); }
    } finally { CloseHandle(process); }
  }
}
`;

/** Holds no quote that ends the C#: a single-quoted here-string takes it as it is. */
export const WINDOWS_OWNER_SCRIPT = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
Add-Type -TypeDefinition @'
${CSHARP}
'@
$own = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
while ($true) {
  $line = [Console]::In.ReadLine()
  if ($null -eq $line) { break }
  if ($line -notmatch '^([0-9]{1,9}) ([0-9]{1,5}) ([0-9]{1,5})$') { continue }
  $number = $Matches[1]
  $rows = @(foreach ($found in [NearsideOwners]::Find([int]$Matches[2], [int]$Matches[3])) {
    $command = $null
    if ($found.path -match '(?i)\\\\(node|nodejs|bun|deno|javaw?|pythonw?[0-9.]*|electron)\\.exe$') {
      try { $command = (Get-CimInstance Win32_Process -Filter "ProcessId = $($found.pid)" -Property CommandLine).CommandLine } catch { }
      if ($null -ne $command -and $command.Length -gt 2048) { $command = $command.Substring(0, 2048) }
    }
    @{
      local = $found.local; localPort = $found.localPort; remote = $found.remote; remotePort = $found.remotePort
      state = $found.state; pid = $found.pid; path = $found.path; sid = $found.sid; command = $command
    }
  })
  $answer = ConvertTo-Json -Compress -Depth 3 -InputObject @{ own = $own; rows = $rows }
  [Console]::Out.WriteLine("$number $answer")
  [Console]::Out.Flush()
}
`;
