/**
 * What bash needs to complete `nearside`, in place of the library's script, which has bash evaluate the whole line at each Tab: a
 * `$(…)` that was typed ran, and `> file` behind the cursor emptied that file, before anybody pressed Enter. Here what stands before
 * the cursor is handed on word by word as it was typed, and what comes back is compared and never expanded. For bash 3.2 too, macOS's.
 */
export const BASH_SCRIPT = `# bash completion for nearside

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

complete -F _nearside nearside`;
