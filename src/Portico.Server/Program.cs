return await Portico.Server.Hosting.CommandLine.Run(args);
