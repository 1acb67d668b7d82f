using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Names;
using Portico.Catalog.Secrets;
using Portico.Catalog.Serving;
using Portico.Catalog.Shapes;
using Portico.Catalog.Types;

namespace Portico.Catalog.Writing;

/// <summary>
/// A create request, checked and brought into the form in which it is stored, in one pass over its JSON. First <see cref="Read"/> finds names and references,
/// then <see cref="Complete"/>, once the container's name is known, writes the members.
/// </summary>
sealed class Draft
{
    static readonly JsonWriterOptions s_options = new() { Encoder = Fragment.Encoder, SkipValidation = true };

    /// <summary>Bulk writes complete thousands of drafts in a row: what they are written on is used again.</summary>
    [ThreadStatic]
    static Pad? t_pad;

    readonly List<string> _problems = [];
    readonly Shape _shape;

    Draft(EntityType type, JsonElement request, Shape shape) => (Type, Request, _shape) = (type, request, shape);

    public EntityType Type { get; }

    public JsonElement Request { get; }

    public string Name { get; private set; } = "";

    /// <summary>Known after <see cref="Complete"/>.</summary>
    public string Fqn { get; private set; } = "";

    public Container? Container { get; private set; }

    public ReferenceInput? ContainerInput { get; private set; }

    public List<(ReferenceMember Member, List<ReferenceInput> Inputs)> References { get; } = [];

    /// <summary>The members always served, as a JSON object.</summary>
    public byte[] Core { get; private set; } = [];

    /// <summary>The members served on request; <c>null</c> when there are none.</summary>
    public byte[]? Extra { get; private set; }

    public IReadOnlyCollection<(string Fqn, string Source)> Tags { get; private set; } = [];

    /// <summary>What is wrong with the request; <c>null</c> when nothing is.</summary>
    public string? Problem => _problems.Count == 0 ? null : _problems.Count == 1 ? _problems[0] : "[" + string.Join(", ", _problems) + "]";

    /// <summary>Finds the name, the container and the references. A <paramref name="seed"/> may also set what only the server sets otherwise.</summary>
    public static Draft Read(EntityType type, JsonElement request, bool seed)
    {
        var draft = new Draft(type, request, seed ? type.Seed : type.Create);
        if (request.ValueKind != JsonValueKind.Object)
        {
            draft._problems.Add($"A create request for a {type.Name} must be a JSON object");
            return draft;
        }
        foreach (var property in request.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
                continue;
            var name = type.CanonicalMember(property.Name);
            if (name == "name")
                draft.Name = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : "";
            else if (type.Reference(name) is { Writable: true } reference)
                draft.ReadReferences(reference, property.Value);
        }
        foreach (var container in type.Containers)
        {
            if (draft.Container is null && Member(request, container.Member) is { } value)
            {
                draft.Container = container;
                draft.ContainerInput = ReferenceInput.Of(value);
                if (draft.ContainerInput is null)
                    draft._problems.Add($"{container.Member} must name a {container.Type}");
            }
        }
        if (draft.Container is null && type.Containers.Count > 0 && type.RequiresContainer)
            draft._problems.Add($"{type.Containers[^1].Member} must not be null");
        if (draft.Name.Length == 0 && type.NameOf is { } nameOf)
            draft.Name = nameOf(request) ?? "";
        if (FullyQualifiedName.Problem(draft.Name) is { } problem)
            draft._problems.Add(Member(request, "name") is null ? "name must not be null" : problem);
        if (type.LowerCaseName)
            draft.Name = draft.Name.ToLowerInvariant();
        return draft;
    }

    /// <summary>Writes the members; to be called once, when <see cref="Problem"/> is <c>null</c>.</summary>
    public void Complete(string? containerFqn, SecretMembers secrets)
    {
        Fqn = (containerFqn is null ? FullyQualifiedName.Quote(Name) : FullyQualifiedName.Add(containerFqn, Name)) + Type.FqnSuffix;
        if (Fqn.Length > FullyQualifiedName.Longest)
            _problems.Add($"fullyQualifiedName size must be between 1 and {FullyQualifiedName.Longest}");
        var pad = t_pad ??= new Pad();
        pad.Clear();
        var reader = new ShapeReader { ColumnsOf = Type.Columns is null ? null : Fqn };
        pad.Core.WriteStartObject();
        pad.Extra.WriteStartObject();
        WriteMembers(reader, pad.Core, pad.Extra, secrets);
        pad.Core.WriteEndObject();
        pad.Extra.WriteEndObject();
        pad.Core.Flush();
        pad.Extra.Flush();
        reader.Missing(_shape, Request, Type.CanonicalMember);
        _problems.AddRange(reader.Problems);
        Core = Prepared(pad.CoreBytes.WrittenSpan);
        Extra = pad.ExtraBytes.WrittenCount > 2 ? pad.ExtraBytes.WrittenSpan.ToArray() : null;
        pad.Shrink();
        Tags = reader.Tags;
    }

    byte[] Prepared(ReadOnlySpan<byte> core)
    {
        if (Type.Prepare is null || _problems.Count > 0)
        {
            var copy = GC.AllocateUninitializedArray<byte>(core.Length);
            core.CopyTo(copy);
            return copy;
        }
        var members = JsonNode.Parse(core)!.AsObject();
        if (Type.Prepare(members, Fqn) is { } problem)
            _problems.Add(problem);
        return JsonSerializer.SerializeToUtf8Bytes(members, CatalogJson.Default.JsonObject);
    }

    void WriteMembers(ShapeReader reader, Utf8JsonWriter core, Utf8JsonWriter extra, SecretMembers secrets)
    {
        var near = -1;
        var seen = 0UL;
        foreach (var property in Request.EnumerateObject())
        {
            if (_shape.Find(property, ref near) is { } member)
                reader.Once(near, ref seen, property);
            else if (_shape.ByName.TryGetValue(Type.CanonicalMember(property.Name), out member))
                reader.Once(Array.IndexOf(_shape.Members, member), ref seen, property);
            else
            {
                reader.Unknown(_shape, property.Name);
                continue;
            }
            var name = member.Name;
            if (property.Value.ValueKind == JsonValueKind.Null || name == "name" || Type.IsContainer(name) || Type.Reference(name) is not null || Type.IsTransient(name))
                continue;
            var writer = Type.IsOnRequest(name) ? extra : core;
            writer.WritePropertyName(name);
            if (name == Type.Secrets && property.Value.ValueKind == JsonValueKind.Object)
            {
                reader.Distinct(property.Value);
                secrets.Encrypt(property.Value, writer);
            }
            else
                reader.Value(member, property.Value, writer);
        }
        foreach (var (name, value) in Type.Defaults)
        {
            if (Member(Request, name) is not null)
                continue;
            core.WritePropertyName(name);
            core.WriteRawValue(value, skipInputValidation: true);
        }
    }

    void ReadReferences(ReferenceMember member, JsonElement value)
    {
        var inputs = new List<ReferenceInput>();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (ReferenceInput.Of(item) is { } input)
                inputs.Add(input);
            else
                _problems.Add($"{member.Name} must hold references with an id or a fullyQualifiedName");
        }
        References.Add((member, inputs));
    }

    static JsonElement? Member(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    sealed class Pad
    {
        const int MostKept = 1024 * 1024;

        public Pad()
        {
            Core = new Utf8JsonWriter(CoreBytes, s_options);
            Extra = new Utf8JsonWriter(ExtraBytes, s_options);
        }

        public ArrayBufferWriter<byte> CoreBytes { get; private set; } = new(4096);

        public ArrayBufferWriter<byte> ExtraBytes { get; private set; } = new(1024);

        public Utf8JsonWriter Core { get; }

        public Utf8JsonWriter Extra { get; }

        public void Clear()
        {
            CoreBytes.ResetWrittenCount();
            ExtraBytes.ResetWrittenCount();
            Core.Reset(CoreBytes);
            Extra.Reset(ExtraBytes);
        }

        public void Shrink()
        {
            if (CoreBytes.Capacity > MostKept)
                CoreBytes = new(4096);
            if (ExtraBytes.Capacity > MostKept)
                ExtraBytes = new(1024);
        }
    }
}
