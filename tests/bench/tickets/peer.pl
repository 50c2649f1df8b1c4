# Request Tracker makes the tickets of a file and looks for its words, by its own library in this process; prints the times, ms.
# Before it looks, its tables are filled up with copies of what it made: it needs a tenth of a second to make one.
#
#   peer.pl <folder with RT_SiteConfig.pm> <file of lines "ticket\ttitle\ttext" and "search\twords"> <copies>
use strict;
use warnings;
use utf8;
use JSON;
use Time::HiRes qw(time);

my ($folder, $file, $copies) = @ARGV;
BEGIN { $ENV{RT_SITE_CONFIG} = "$ARGV[0]/RT_SiteConfig.pm" }
use lib qw(/usr/local/share/request-tracker5/lib /usr/share/request-tracker5/lib);
use File::Copy;
BEGIN { copy("$ARGV[0]/rt-empty.db", "$ARGV[0]/rt.db") or die $! }
use RT;
use MIME::Entity;
use Encode;

RT::LoadConfig();
RT::Init();
my $user = RT::CurrentUser->new;
$user->LoadByName('root');

# Copies of the rows of a table, with numbers that go on where the last copy ended.
sub again {
    my ($dbh, $table, $moved, $first, $last, $times) = @_;
    my @columns = map { $_->[1] } @{ $dbh->selectall_arrayref("pragma table_info($table)") };
    my $names = join ', ', @columns;
    for my $n (1 .. $times) {
        my $values = join ', ', map { exists $moved->{$_} ? "$_ + " . $n * $moved->{$_} : $_ } @columns;
        $dbh->do("insert into $table ($names) select $values from $table where id between $first and $last");
    }
}

sub fill_up {
    my $dbh = $RT::Handle->dbh;
    my ($ticket, $tickets) = $dbh->selectrow_array("select min(id), max(id) from Tickets");
    my ($act, $acts) = $dbh->selectrow_array("select min(id), max(id) from Transactions where ObjectType = 'RT::Ticket'");
    my ($text, $texts) = $dbh->selectrow_array("select min(id), max(id) from Attachments");
    my %span = (ticket => $tickets - $ticket + 1, act => $acts - $act + 1, text => $texts - $text + 1);
    $dbh->begin_work;
    again($dbh, 'Tickets', { id => $span{ticket}, EffectiveId => $span{ticket} }, $ticket, $tickets, $copies - 1);
    again($dbh, 'Transactions', { id => $span{act}, ObjectId => $span{ticket} }, $act, $acts, $copies - 1);
    again($dbh, 'Attachments', { id => $span{text}, TransactionId => $span{act} }, $text, $texts, $copies - 1);
    $dbh->commit;
    $dbh->do('analyze');
}

my (@create, @search, $full);
open(my $lines, '<:encoding(UTF-8)', $file) or die $!;
while (my $line = <$lines>) {
    chomp $line;
    my ($what, $first, $second) = split /\t/, $line;
    my $begun = time;
    if ($what eq 'ticket') {
        my $body = MIME::Entity->build(
            Type => 'text/plain', Charset => 'UTF-8', Data => [Encode::encode('UTF-8', $second)]);
        my $ticket = RT::Ticket->new($user);
        my ($id, undef, $why) = $ticket->Create(Queue => 'General', Subject => $first, MIMEObj => $body);
        die "not made: $why" unless $id;
        push @create, (time - $begun) * 1000;
    } else {
        fill_up() unless $full++;
        # every word in the subject or in what was written, as ours looks for them
        my @words = map { my $word = $_; $word =~ s/'//g; "(Subject LIKE '$word' OR Content LIKE '$word')" } split / /, $first;
        my $tickets = RT::Tickets->new($user);
        my ($ok, $why) = $tickets->FromSQL(join ' AND ', @words);
        die "not found: $why" unless $ok;
        $tickets->OrderBy(FIELD => 'LastUpdated', ORDER => 'DESC');
        $tickets->RowsPerPage(50);
        my $total = $tickets->CountAll;
        while (my $one = $tickets->Next) { $one->Subject; }
        push @search, (time - $begun) * 1000;
    }
}
print encode_json({ create => \@create, search => \@search });
