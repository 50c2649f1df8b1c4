-- What is taken out of the index is out of its pages too.
insert into search (search, rank) values ('secure-delete', 1);
