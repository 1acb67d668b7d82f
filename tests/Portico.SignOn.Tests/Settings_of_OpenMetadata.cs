namespace Portico.SignOn.Tests;

public sealed class Settings_of_OpenMetadata
{
    const string Realm = "http://localhost:8080/realms/data-sec";

    [Theory]
    [InlineData(Realm)]
    [InlineData(Realm + "/")]
    [InlineData(Realm + "/protocol/openid-connect/auth")]
    [InlineData(Realm + "/protocol/openid-connect/certs")]
    [InlineData(Realm + "/.well-known/openid-configuration")]
    [InlineData("\"" + Realm + "\"")]
    [InlineData(" " + Realm + " # the realm")]
    [InlineData("{" + Realm + "}")]
    public void recognise_the_realm_in_any_of_its_addresses(string authority) => Read(
        ("AUTHENTICATION_AUTHORITY", authority), ("AUTHENTICATION_CLIENT_ID", "open-metadata")).RealmUrl.ShouldBe(Realm);

    [Fact]
    public void keep_the_old_auth_prefix() => Read(
        ("AUTHENTICATION_AUTHORITY", "https://sso.example.org/auth/realms/r/protocol/openid-connect/auth"), ("AUTHENTICATION_CLIENT_ID", "open-metadata"))
        .RealmUrl.ShouldBe("https://sso.example.org/auth/realms/r");

    [Fact]
    public void take_another_address_for_the_back_channel_from_the_keys()
    {
        var options = Read(
            ("AUTHENTICATION_AUTHORITY", Realm),
            ("AUTHENTICATION_PUBLIC_KEYS", "[http://host.docker.internal:8080/realms/data-sec/protocol/openid-connect/certs, http://localhost:8585/api/v1/system/config/jwks]"),
            ("AUTHENTICATION_CLIENT_ID", "open-metadata"));

        options.RealmUrl.ShouldBe(Realm);
        options.BackchannelRealmUrl.ShouldBe("http://host.docker.internal:8080/realms/data-sec");
    }

    [Fact]
    public void name_no_provider_when_nothing_is_set_or_blank()
    {
        SignOnSettings.Read(new Dictionary<string, string> { ["AUTHENTICATION_AUTHORITY"] = "", ["AUTHENTICATION_CLIENT_ID"] = " " }).NamesProvider.ShouldBeFalse();
        SignOnSettings.Read(new Dictionary<string, string>()).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void take_the_implicit_flow_only_when_both_variables_say_so()
    {
        Apply(("AUTHENTICATION_CLIENT_TYPE", "public"), ("AUTHENTICATION_RESPONSE_TYPE", "id_token")).Flow.ShouldBe(SignInFlow.Implicit);
        Apply(("AUTHENTICATION_CLIENT_TYPE", "public")).Flow.ShouldBe(SignInFlow.Code);
        Apply(("AUTHENTICATION_RESPONSE_TYPE", "id_token")).Flow.ShouldBe(SignInFlow.Code);
        Apply(("AUTHENTICATION_CLIENT_TYPE", "confidential"), ("AUTHENTICATION_RESPONSE_TYPE", "id_token"), ("OIDC_CLIENT_SECRET", "s")).Flow.ShouldBe(SignInFlow.Code);
    }

    [Fact]
    public void read_a_confidential_client_with_its_addresses()
    {
        var options = Read(
            ("AUTHENTICATION_PROVIDER", "custom-oidc"),
            ("AUTHENTICATION_CLIENT_TYPE", "confidential"),
            ("OIDC_CLIENT_ID", "open-metadata"),
            ("OIDC_CLIENT_SECRET", "'x9 secret'"),
            ("OIDC_DISCOVERY_URI", Realm + "/.well-known/openid-configuration"),
            ("OIDC_SERVER_URL", "https://catalog.example.org"),
            ("OIDC_CALLBACK", "https://catalog.example.org/callback"),
            ("OIDC_SCOPE", "openid email profile offline_access"),
            ("OIDC_PROMPT_TYPE", "consent"));

        options.RealmUrl.ShouldBe(Realm);
        options.BackchannelRealmUrl.ShouldBeNull();
        options.ClientId.ShouldBe("open-metadata");
        options.ClientSecret.ShouldBe("x9 secret");
        options.PublicUrl.ShouldBe("https://catalog.example.org");
        options.CallbackPath.ShouldBe("/callback");
        options.Scope.ShouldEndWith("offline_access");
        options.AuthorizationParameters["prompt"].ShouldBe("consent");
        options.Flow.ShouldBe(SignInFlow.Code);
    }

    [Theory]
    [InlineData("[admin, \"jane\"]")]
    [InlineData("[admin,jane]")]
    [InlineData("admin, jane")]
    public void read_lists_as_yaml_does_and_as_people_write_them(string list) => Apply(("AUTHORIZER_ADMIN_PRINCIPALS", list)).AdminPrincipals.ShouldBe(["admin", "jane"]);

    [Fact]
    public void refuse_what_is_impossible_in_one_message_that_names_all()
    {
        var error = Should.Throw<SignOnException>(() => Apply(
            ("AUTHENTICATION_CLIENT_TYPE", "secret"),
            ("AUTHENTICATION_RESPONSE_TYPE", "token"),
            ("AUTHENTICATION_SESSION_EXPIRY", "60"),
            ("AUTHENTICATION_ENABLE_SELF_SIGNUP", "maybe"),
            ("AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING", "[\"username:preferred_username\", \"team:groups\"]"),
            ("AUTHENTICATION_CLIENT_ID", "open-metadata")));

        error.Id.ShouldBe(Errors.BadSetting);
        foreach (var variable in new[]
        {
            "AUTHENTICATION_CLIENT_TYPE", "AUTHENTICATION_RESPONSE_TYPE", "AUTHENTICATION_SESSION_EXPIRY", "AUTHENTICATION_ENABLE_SELF_SIGNUP",
            "AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING", "AUTHENTICATION_AUTHORITY is missing",
        })
        {
            error.Message.ShouldContain(variable);
        }
    }

    [Fact]
    public void say_in_one_line_each_what_was_ignored_or_read_otherwise()
    {
        var settings = SignOnSettings.Read(new Dictionary<string, string>
        {
            ["AUTHENTICATION_AUTHORITY"] = Realm + "/protocol/openid-connect/auth",
            ["AUTHENTICATION_CLIENT_ID"] = "open-metadata",
            ["AUTHENTICATION_MAX_ACTIVE_SESSIONS_PER_USER"] = "0",
            ["AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM"] = "RS256",
            ["OIDC_DISABLE_PKCE"] = "true",
            ["RSA_PRIVATE_KEY_FILE_PATH"] = "./conf/private_key.der",
        });

        foreach (var variable in new[] { "AUTHENTICATION_AUTHORITY", "AUTHENTICATION_MAX_ACTIVE_SESSIONS_PER_USER", "AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM", "OIDC_DISABLE_PKCE", "RSA_PRIVATE_KEY_FILE_PATH" })
            settings.Notes.Count(note => note.StartsWith(variable, StringComparison.Ordinal)).ShouldBe(1, variable);
    }

    [Fact]
    public void come_from_a_file_whose_variables_are_replaced_first()
    {
        const string yaml = """
            database: jdbc:${DB_SCHEME:-mysql}://${DB_HOST:-localhost}:${DB_PORT:-3306}/db
            authorizerConfiguration:
              adminPrincipals: ${AUTHORIZER_ADMIN_PRINCIPALS:-[admin]}
              principalDomain: ${AUTHORIZER_PRINCIPAL_DOMAIN:-"open-metadata.org"}
            authenticationConfiguration:
              clientType: ${AUTHENTICATION_CLIENT_TYPE:-public}
              provider: ${AUTHENTICATION_PROVIDER:-basic}
              responseType: ${AUTHENTICATION_RESPONSE_TYPE:-id_token}
              publicKeyUrls: ${AUTHENTICATION_PUBLIC_KEYS:-[http://localhost:8585/api/v1/system/config/jwks]}
              authority: ${AUTHENTICATION_AUTHORITY:-https://accounts.google.com}
              clientId: ${AUTHENTICATION_CLIENT_ID:-""}
              oidcConfiguration:
                customParams: ${OIDC_CUSTOM_PARAMS:-{}}
            """;
        var settings = SignOnSettings.Read(new Dictionary<string, string>
        {
            ["AUTHENTICATION_PROVIDER"] = "custom-oidc",
            ["AUTHENTICATION_AUTHORITY"] = Realm,
            ["AUTHENTICATION_CLIENT_ID"] = "open-metadata",
            ["AUTHORIZER_ADMIN_PRINCIPALS"] = "[jane]",
            ["OIDC_CUSTOM_PARAMS"] = "{customParamKey1: kc_idp_hint, customParamValue1: corp}",
        }, yaml);

        var options = settings.ToOptions("key", null);

        options.RealmUrl.ShouldBe(Realm);
        options.AdminPrincipals.ShouldBe(["jane"]);
        options.Flow.ShouldBe(SignInFlow.Code);
        options.AuthorizationParameters["kc_idp_hint"].ShouldBe("corp");
        SignOnSettings.Read(new Dictionary<string, string>(), yaml).NamesProvider.ShouldBeFalse();
    }

    static SignOnOptions Read(params (string Name, string Value)[] environment) =>
        SignOnSettings.Read(environment.ToDictionary(entry => entry.Name, entry => entry.Value)).ToOptions("key", null);

    static SignOnOptions Apply(params (string Name, string Value)[] environment) =>
        SignOnSettings.Read(environment.ToDictionary(entry => entry.Name, entry => entry.Value)).Apply(new SignOnOptions { RealmUrl = Realm, ClientId = "open-metadata", KeyFile = "key" });
}
