using Portico.Server.Hosting;

namespace Portico.Server.Tests.Hosting;

public sealed class Ready_time
{
    static readonly DateTimeOffset Began = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    static readonly DateTimeOffset Now = Began.AddSeconds(90);

    [Fact]
    public void begins_with_the_process() => Card.Elapsed(Began, null, Now).ShouldBe("90.00");

    [Fact]
    public void leaves_out_what_the_script_did_before() => Card.Elapsed(Began, "1700000089.250000", Now).ShouldBe("0.75");

    [Theory]
    [InlineData("")]
    [InlineData("N")]
    [InlineData("-5")]
    [InlineData("1e300")]
    [InlineData("99999999999999999999")]
    [InlineData("1700000091")]
    [InlineData("1600000000")]
    public void does_not_believe_a_time_that_cannot_be(string script) => Card.Elapsed(Began, script, Now).ShouldBe("90.00");
}
