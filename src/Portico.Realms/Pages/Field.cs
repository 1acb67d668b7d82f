namespace Portico.Realms.Pages;

/// <summary>A labelled input with its error below, as Keycloak's theme marks them up.</summary>
static class Field
{
    public static string Text(Page page, string name, string label, string? value = null, string type = "text", string autocomplete = "off", string? error = null, bool focus = false, bool isRequired = false)
    {
        var invalid = error is null ? "" : $""" aria-invalid="true" aria-describedby="input-error-{name}" """;
        return $"""
            <div class="field{(error is null ? "" : " invalid")}">
            <label for="{name}">{Page.E(page.T(label))}{(isRequired ? """<span class="required" aria-hidden="true"> *</span>""" : "")}</label>
            <input id="{name}" name="{name}" type="{type}" value="{Page.E(value)}" autocomplete="{autocomplete}"{(focus ? " autofocus" : "")}{invalid}{(type == "password" ? "" : """ dir="auto" """)}>
            {(error is null ? "" : $"""<div id="input-error-container-{name}" class="error-text"><span id="input-error-{name}" class="kc-feedback-text" aria-live="polite">{Page.E(error)}</span></div>""")}
            </div>

            """;
    }
}
