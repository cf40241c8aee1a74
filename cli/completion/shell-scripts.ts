// The scripts by which bash and zsh complete `nearside`. The library's own scripts have the shell evaluate what was
// typed at each Tab: in bash a `$(…)` ran and `> file` behind the cursor emptied that file, in zsh it ran behind an
// option's equals sign, before the person pressed Enter. These hand on the words before the cursor as they were
// typed, and expand nothing that comes back.

/** Runs in bash 3.2 too, which is macOS's. */
const BASH = `# bash completion for nearside

_nearside() {
    local text=\${COMP_LINE:0:COMP_POINT} current begun line
    local -a words
    text=\${text#*"\${COMP_WORDS[0]}"}
    read -r -d '' -a words <<< "$text"
    [[ $text == *[[:space:]] ]] && words+=("")
    current=\${words[\${#words[@]}-1]}
    # of --user=al it is al that is completed
    [[ $current == -*=* ]] && current=\${current#*=}
    # bash puts it in the place of its own last word, which begins behind an at sign or an equals sign
    begun=\${current%"$2"}
    COMPREPLY=()
    while IFS= read -r line; do
        line=\${line%%$'\\t'*}
        [[ $line != :* && $line == "$current"* ]] && COMPREPLY+=("\${line#"$begun"}")
    done < <(nearside complete -- "\${words[@]}" 2> /dev/null)
}

complete -F _nearside nearside
`;

const ZSH = `#compdef nearside
compdef _nearside nearside

# zsh completion for nearside

_nearside() {
    local line
    local -a lines offered
    lines=("\${(@f)$(nearside complete -- "\${(@)words[2,CURRENT-1]}" "$IPREFIX$PREFIX" 2> /dev/null)}")
    for line in "\${(@)lines}"; do
        # a colon is between a word and its description
        [[ -n $line && $line != :* ]] && offered+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    done
    # of --user=al it is al that is completed
    compset -P '-*='
    _describe nearside offered
}

# a folder of the fpath has it loaded by the first Tab
if [[ $funcstack[1] == _nearside ]]; then
    _nearside "$@"
fi
`;

export const SHELL_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ["bash", BASH],
  ["zsh", ZSH],
]);
