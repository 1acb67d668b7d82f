using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Portico.Server.Ui.Rendering;

/// <summary>Renders a component to text once, on the server. Components take records and hold no state, so nothing outlives the request.</summary>
static class PageRenderer
{
    public static async Task<string> Render(IServiceProvider services, Frame frame, Type component, IReadOnlyDictionary<string, object?> parameters)
    {
        var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        await using (renderer)
        {
            return await renderer.Dispatcher.InvokeAsync(async () =>
            {
                var root = await renderer.RenderComponentAsync<Root>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    [nameof(Root.Frame)] = frame,
                    [nameof(Root.Component)] = component,
                    [nameof(Root.Parameters)] = parameters.ToDictionary(p => p.Key, p => p.Value!, StringComparer.Ordinal),
                }));
                return root.ToHtmlString();
            });
        }
    }
}
