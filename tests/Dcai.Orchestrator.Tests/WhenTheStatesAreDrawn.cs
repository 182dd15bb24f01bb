using System.Text;
using Dcai.Tests;
using MassTransit;
using MassTransit.SagaStateMachine;

namespace Dcai.Orchestrator.Tests;

public sealed class WhenTheStatesAreDrawn
{
    private static readonly string[] AnyTime = ["Paused", "Suspended", "Cancelled"];

    /// <summary>What the machine's conditions mean, in their order.</summary>
    private static readonly (string State, string Reason)[] NextSteps =
    [
        ("SelectingSeed", "labels disagree, or no seed is certified"),
        ("SelectingRound", "labels disagree in a later round"),
        ("Composing", "samples are uncertified"),
        ("Ranking", "samples are uncertified, and the last generation's model ranks them"),
        ("Balancing", "all are certified or removed"),
    ];

    [Fact]
    public void The_diagram_in_the_docs_shows_the_state_machine()
    {
        var machine = new CurationStateMachine(TimeProvider.System);
        var visitor = new Transitions();
        machine.Accept(visitor);
        var document = new StringBuilder(
            """
            # The states of a curation

            One dataset is one instance of the saga in `services/orchestrator`. This page is made from the state machine itself by its tests, and
            compared with it.

            ```mermaid
            stateDiagram-v2
                state next_step <<choice>>
                [*] --> Advancing : ImagesIngested, CurationStarted, Tended

            """);
        var drawn = visitor.Edges
            .Where(edge => edge.From != machine.Initial.Name && !AnyTime.Contains(edge.From) && !AnyTime.Contains(edge.To)).ToArray();
        var nextSteps = drawn.GroupBy(edge => (edge.From, edge.Event)).Select(edges => edges.Select(edge => edge.To).ToHashSet())
            .Where(targets => targets.Count > 3).Aggregate((all, targets) => [.. all.Intersect(targets)]);
        foreach (var edge in drawn
            .Select(edge => nextSteps.Contains(edge.To) && drawn.Count(other => other.From == edge.From && other.Event == edge.Event) > 3
                ? (edge.From, To: "next_step", Event: edge.Event == "ReviewSelected" ? "ReviewSelected (nothing to ask)" : edge.Event)
                : (edge.From, edge.To, edge.Event))
            .GroupBy(edge => (edge.From, edge.To)))
        {
            document.Append("    ").Append(edge.Key.From).Append(" --> ").Append(edge.Key.To).Append(" : ")
                .AppendJoin(", ", edge.Select(transition => transition.Event).Distinct()).Append('\n');
        }

        foreach (var (state, reason) in NextSteps)
        {
            document.Append("    next_step --> ").Append(state).Append(" : ").Append(reason).Append('\n');
        }

        Assert.Equal(nextSteps.Order(), NextSteps.Select(step => step.State).Distinct().Order());
        document.Append(
            """
            ```

            At any time, and therefore not drawn:


            """);
        foreach (var state in AnyTime)
        {
            var edges = visitor.Edges.Where(edge => edge.To == state).ToArray();
            var events = edges.Select(edge => edge.Event.EndsWith("Faulted", StringComparison.Ordinal) ? "the fault of an outstanding command" : edge.Event).Distinct();
            document.Append("- **").Append(state).Append("** on ").AppendJoin(", ", events).Append(" in ")
                .AppendJoin(", ", edges.Select(edge => edge.From).Distinct()).Append(".\n");
        }

        document.Append(
            """

            Paused and Suspended return on CurationResumed to the state that they came from and send everything outstanding again; where a review
            was finished meanwhile, or a resting dataset has something to fold, they go on in Advancing. Suspended does so on CurationStarted, too, and
            asks for everything outstanding under the newest settings. Cancelled is final.

            """);
        Assert.Equal(
            ["CurationPaused", "CurationStarted", "ImagesIngested", "Tended"],
            visitor.Edges.Where(edge => edge.From == machine.Initial.Name).Select(edge => edge.Event).Order());
        Assert.DoesNotContain(visitor.Edges, edge => edge.From == "Cancelled");
        GoldenFile.Verify(Path.Join(GoldenFile.Repository, "docs", "curation-states.md"), document.ToString());
    }

    /// <summary>
    /// Collects state, event, new state. The framework's own graph has one vertex per event, so that a walk through it would lead from any state that
    /// knows an event to any state that the event leads to anywhere.
    /// </summary>
    private sealed class Transitions : StateMachineVisitor
    {
        private string _state = "";
        private string _event = "";

        public List<(string From, string Event, string To)> Edges { get; } = [];

        public void Visit(State state, Action<State> next)
        {
            _state = state.Name;
            next(state);
        }

        public void Visit(Event @event, Action<Event> next)
        {
            _event = @event.Name;
            next(@event);
        }

        public void Visit<TMessage>(Event<TMessage> @event, Action<Event<TMessage>> next)
            where TMessage : class
        {
            _event = @event.Name;
            next(@event);
        }

        public void Visit(IStateMachineActivity activity) => Visit(activity, _ => { });

        public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
        {
            if (activity is TransitionActivity<CurationState> transition)
            {
                Edges.Add((_state, _event, transition.ToState.Name));
            }

            next(activity);
        }

        public void Visit<T>(IBehavior<T> behavior)
            where T : class, SagaStateMachineInstance
        {
        }

        public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
            where T : class, SagaStateMachineInstance => next(behavior);

        public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior)
            where T : class, SagaStateMachineInstance
            where TMessage : class
        {
        }

        public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior, Action<IBehavior<T, TMessage>> next)
            where T : class, SagaStateMachineInstance
            where TMessage : class => next(behavior);
    }
}
